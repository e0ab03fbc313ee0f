//! Tab-separated tables with a header.

/// A table of this crate's own making, so a column that is missing is a mistake of the test.
pub(crate) struct Table<'a> {
    columns: Vec<&'a str>,
    lines: std::str::Lines<'a>,
}

/// One line of it.
pub(crate) struct Row<'a> {
    columns: Vec<&'a str>,
    cells: Vec<&'a str>,
}

impl<'a> Table<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut lines = text.lines();
        let columns = lines.next().expect("a header").split('\t').collect();
        Self { columns, lines }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'a>> + '_ {
        self.lines.clone().map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), self.columns.len(), "a cell too many or too few: {line}");
            Row { columns: self.columns.clone(), cells }
        })
    }
}

impl<'a> Row<'a> {
    pub(crate) fn get(&self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| *name == column);
        self.cells[at.unwrap_or_else(|| panic!("no column {column}"))]
    }

    /// The entries of a cell that holds several.
    pub(crate) fn list(&self, column: &str) -> impl Iterator<Item = &'a str> {
        self.get(column).split("; ").filter(|entry| !entry.is_empty())
    }
}
