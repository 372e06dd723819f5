"""One pure function a command: (arguments, context) → Reply."""
