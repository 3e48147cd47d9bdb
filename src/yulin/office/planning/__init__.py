"""国土空间规划 Spatial planning."""
