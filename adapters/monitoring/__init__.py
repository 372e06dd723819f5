"""Health and metrics, for whoever watches over the program: over HTTP, and to the service manager."""
