"""Every word that people read, Swedish and English side by side."""
