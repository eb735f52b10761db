pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A total in a narrow column: whose and how many, then how much.
Rectangle {
    id: box

    required property var line
    readonly property real inner: width - Theme.px(40)

    implicitHeight: words.implicitHeight + Theme.px(20)
    radius: Theme.radius
    color: Theme.tint
    border.width: Theme.dark ? Theme.stroke : 0
    border.color: Theme.line

    Column {
        id: words
        x: Theme.px(20)
        y: Theme.px(10)
        width: box.inner
        Label {
            readonly property string whole: [box.line.who, box.line.detail].filter(w => w !== "").join("　")
            width: parent.width
            kind: "meta"
            oneLine: true
            color: Theme.ink
            // The quantity is left to the table where the line is too short for it.
            text: metrics.advanceWidth(whole) <= width ? whole : box.line.who + "　" + box.line.count
            FontMetrics {
                id: metrics
                font.family: Theme.family
                font.pixelSize: Theme.sizes.meta
            }
        }
        Label {
            width: parent.width
            kind: "amount"
            oneLine: true
            text: box.line.value
        }
    }
}
