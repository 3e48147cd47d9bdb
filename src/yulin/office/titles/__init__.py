"""调查确权 Surveys and titles."""
