"""SHACL validation of the instance files, and the checks that SHACL cannot make."""
