pragma ComponentBehavior: Bound
import QtQuick

// A Tabler outline icon in a colour. Never without a word beside it.
Image {
    required property string name
    property color tint: Theme.ptext
    property real size: Theme.px(44)

    width: size
    height: size
    visible: name !== ""
    source: name === "" ? "" : "image://icon/" + name + "?" + tint
    sourceSize: Qt.size(size, size)
}
