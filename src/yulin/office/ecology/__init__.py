"""林草与生态 Forest, grassland, wildlife and funeral facilities."""
