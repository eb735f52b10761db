import QtQuick
import Kiosk

// Where the columns of the ledger stand in a table of this width, and how tall its lines are.
QtObject {
    required property real width
    readonly property real pad: Theme.px(20)
    readonly property real titleSize: Theme.px(32)
    readonly property real metaSize: Theme.px(28)
    readonly property real cell: Theme.px(100)
    readonly property real chipX: width - pad / 2 - Theme.px(228)
    readonly property real wallX: chipX - Theme.px(4) - cell
    readonly property real screenX: wallX - Theme.px(4) - cell
    readonly property real dueX: screenX - Theme.px(4) - cell
    readonly property real wide: dueX - pad - Theme.px(12)
    readonly property real line: Math.ceil(titleSize * 1.45)
    readonly property real row: Math.max(Theme.target, line + Math.ceil(metaSize * 1.45) + Theme.px(Theme.compact ? 0 : 8))
}
