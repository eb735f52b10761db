pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A row of the desk's simpler pages. On 768 lines what is short stands in one line with the title.
Item {
    id: row

    required property string code
    required property string title
    required property string meta
    required property string side
    required property string icon
    required property string chip
    required property string chipState
    required property string chipIcon
    required property bool opens
    required property bool alarmed
    // Letters are at most as wide as they are high.
    readonly property real longest: title.length * Theme.sizes.name + meta.length * Theme.sizes.meta
    readonly property bool folds: Theme.compact && side === "" && chip === "" && longest < width - Theme.px(240)

    signal chosen

    implicitHeight: Math.max(Theme.target, line.implicitHeight - (Theme.landscape ? Theme.px(10) : 0))

    ListRow {
        id: line
        anchors.fill: parent
        title: row.title
        meta: row.folds ? "" : row.meta
        side: row.folds ? row.meta : row.side
        icon: row.icon
        chipState: row.chipState
        chipIcon: row.chipIcon
        chipLabel: row.chip
        alarmed: row.alarmed
        chevron: row.opens
        accessibleName: [row.title, row.meta, row.chip, row.side].filter(word => word !== "").join("，")
        onActivated: row.chosen()
    }
}
