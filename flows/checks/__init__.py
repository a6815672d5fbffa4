"""What `skillpath doctor` looks at: a function a check, each with one finding."""
