"""What is written for people is tested: commands run, links lead somewhere, tables are whole."""
