"""What the pages of several kinds of things show alike: details, documents, statements, money, and who takes part."""
