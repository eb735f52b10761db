import Kiosk

// Choices or lines of one step, in pages.
PagedColumn {
    columns: Theme.landscape && !Theme.compact && Theme.step < 2 ? 2 : 1
    spacing: Theme.px(14)
    even: false
}
