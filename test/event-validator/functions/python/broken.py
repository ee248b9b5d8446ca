raise LookupError("this module cannot be loaded")
