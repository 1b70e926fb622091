"""Pages for who corrects, contributes and builds on."""
