pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Up to four figures in a row; where they would not fit, one below the other.
Card {
    id: card

    required property var figures
    readonly property real slot: (width - Theme.px(24)) / Math.max(1, figures.length)
    // Room the widest figure needs, at body size; smaller text is tried before stacking.
    readonly property real needed: {
        let most = 0;
        for (let i = 0; i < figures.length; i++)
            most = Math.max(most, metrics.advanceWidth(figures[i].value));
        return most;
    }
    readonly property string kind: needed + Theme.px(20) <= slot ? "body" : "meta"
    readonly property bool stacked: needed * Theme.sizes[kind] / Theme.sizes.body + Theme.px(12) > slot

    implicitHeight: (stacked ? list.implicitHeight : row.implicitHeight) + Theme.px(28)
    FontMetrics {
        id: metrics
        font.family: Theme.family
        font.pixelSize: Theme.sizes.body
        font.weight: Font.Bold
    }
    Row {
        id: row
        visible: !card.stacked
        x: Theme.px(12)
        anchors.verticalCenter: parent.verticalCenter
        Repeater {
            model: card.stacked ? [] : card.figures
            Item {
                id: cell
                required property int index
                required property var modelData
                width: card.slot
                implicitHeight: both.implicitHeight
                Rectangle {
                    visible: cell.index > 0
                    width: Theme.stroke
                    height: parent.height
                    color: Theme.line
                }
                Column {
                    id: both
                    width: parent.width
                    Label {
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        kind: "small"
                        text: cell.modelData.label
                    }
                    Label {
                        width: parent.width
                        horizontalAlignment: Text.AlignHCenter
                        kind: card.kind
                        font.weight: Font.Bold
                        color: Theme.ink
                        oneLine: true
                        text: cell.modelData.value
                    }
                }
            }
        }
    }
    Column {
        id: list
        visible: card.stacked
        x: Theme.pad
        y: Theme.px(14)
        width: parent.width - 2 * x
        Repeater {
            model: card.stacked ? card.figures : []
            PairLine {
                required property var modelData
                width: list.width
                head: modelData.label
                value: modelData.value
                strong: true
            }
        }
    }
}
