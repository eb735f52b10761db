pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A date of the ledger, with its year below when that is another one.
Column {
    id: cell

    required property string text
    required property string year
    property bool missing: false

    Label {
        width: cell.width
        kind: "small"
        font.pixelSize: Theme.px(31)
        oneLine: true
        text: cell.text
        color: cell.missing ? Theme.errInk : Theme.ink
        font.weight: cell.missing ? Font.Medium : Font.Normal
    }
    Label {
        width: cell.width
        visible: text !== ""
        kind: "small"
        font.pixelSize: Theme.px(28)
        oneLine: true
        text: cell.year
    }
}
