package main

func writeInspect(dir, source string) error { return nil }
