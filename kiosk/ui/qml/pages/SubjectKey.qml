pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A subject of the catalogue: icon, name, number of items, 有新.
Rectangle {
    id: key

    required property string name
    required property string icon
    required property string count
    required property string fresh
    property string accessibleName: name + "，" + count + (fresh ? "，" + fresh : "")
    readonly property bool beside: word.implicitWidth + Math.max(countWord.advanceWidth, freshWord.advanceWidth) + Theme.px(14) <= inner
    readonly property real inner: width - word.x - Theme.px(20)

    signal activated

    implicitHeight: Math.max(Theme.px(Theme.landscape ? 112 : 120), words.implicitHeight + Theme.px(14))
    radius: Theme.radius
    color: touch.pressed ? Theme.tint : Theme.surface
    border.width: Theme.stroke
    border.color: touch.pressed ? Theme.primary : Theme.edge

    TextMetrics {
        id: countWord
        font.family: Theme.family
        font.pixelSize: Theme.sizes.small
        text: key.count
    }
    TextMetrics {
        id: freshWord
        font: countWord.font
        text: key.fresh
    }
    Icon {
        id: mark
        x: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        name: key.icon
        size: Math.round(Theme.sizes.body * 1.25)
    }
    Item {
        id: words
        anchors.fill: parent
        implicitHeight: key.beside ? Math.max(word.implicitHeight, side.implicitHeight) : word.implicitHeight + side.implicitHeight
        Label {
            id: word
            x: mark.x + mark.width + Theme.px(14)
            y: key.beside ? (parent.height - height) / 2 : (parent.height - words.implicitHeight) / 2
            width: key.beside ? implicitWidth : key.inner
            kind: "body"
            font.weight: Font.Medium
            text: key.name
        }
        Column {
            id: side
            x: key.beside ? key.width - width - Theme.px(20) : word.x
            y: key.beside ? (parent.height - height) / 2 : word.y + word.height
            Label {
                kind: "small"
                oneLine: true
                text: key.beside || key.fresh === "" ? key.count : key.count + "　" + key.fresh
            }
            Label {
                visible: key.fresh !== "" && key.beside
                kind: "small"
                oneLine: true
                text: key.fresh
                color: Theme.accent
                font.weight: Font.Medium
            }
        }
    }
    TouchKey {
        id: touch
        label: key.accessibleName
        onActivated: key.activated()
    }
}
