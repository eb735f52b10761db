pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Rows that each lead to a publication.
PagedColumn {
    id: list

    columns: Theme.landscape && !Theme.compact && Theme.step < (Theme.lowReach ? 1 : 2) ? 2 : 1
    spacing: Theme.px(14)
    even: false
    delegate: ListRow {
        id: row
        required title
        required meta
        required icon
        required chipState
        required chipLabel
        required chipIcon
        required property var target
        onActivated: Nav.open(row.target.page, row.target.params)
    }
}
