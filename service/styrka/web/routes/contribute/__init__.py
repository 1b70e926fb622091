"""Addresses for who corrects, contributes and builds on: ``check`` and ``correct`` for people, ``api`` for programs."""
