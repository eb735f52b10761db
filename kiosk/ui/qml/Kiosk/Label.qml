pragma ComponentBehavior: Bound
import QtQuick

// Text of one kind (ui.md §2.2). Wraps between any two hanzi unless `oneLine`; never elided.
Text {
    property string kind: "body"
    property bool oneLine: false
    // As plain numbers: Python cannot read the enumerations of Text (PySide 6.9).
    readonly property int across: horizontalAlignment
    readonly property int down: verticalAlignment

    font.family: Theme.family
    font.pixelSize: Theme.sizes[kind]
    font.weight: Theme.weights[kind]
    color: kind === "meta" || kind === "small" ? Theme.ink2 : Theme.ink
    textFormat: Text.PlainText
    wrapMode: oneLine ? Text.NoWrap : Text.Wrap
}
