"""规划和规范性文件: how a plan or a rule document is drafted, asked about, reviewed, adopted, published and ended."""
