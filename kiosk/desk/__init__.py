"""The clerk's rules: PIN, questions, audit trail, local publishing."""
