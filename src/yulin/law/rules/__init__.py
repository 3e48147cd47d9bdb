"""规则 Rules: one module per subject, each rule a pure function of facts and the law of a day."""
