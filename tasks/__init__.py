"""One task per stage, one file each: read the inputs into nouns, call the engine, hand back outputs."""
