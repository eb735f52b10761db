import QtQuick
import Kiosk

// A head and its value: beside each other where they fit, else the value below.
Item {
    id: pair

    required property string head
    required property string value
    property bool strong: false
    // Both beside each other.
    readonly property real wanted: headWord.implicitWidth + valueWord.implicitWidth + Theme.px(24)
    readonly property bool beside: wanted <= width

    implicitHeight: beside ? Math.max(headWord.implicitHeight, valueWord.implicitHeight) : headWord.implicitHeight + valueWord.height
    Label {
        id: headWord
        kind: "meta"
        oneLine: true
        text: pair.head
    }
    Label {
        id: valueWord
        x: pair.beside ? pair.width - implicitWidth : 0
        y: pair.beside ? 0 : headWord.implicitHeight
        width: pair.beside ? implicitWidth : pair.width
        kind: pair.strong ? "amount" : "body"
        text: pair.value
    }
}
