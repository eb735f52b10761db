pragma ComponentBehavior: Bound
import QtQuick

// A choice of the home page and the catalogue: icon plate, label, sub line, badge; `main` is filled,
// `vertical` puts the icon over the word (low-reach, 3 columns).
Rectangle {
    id: tile

    required property string label
    property string sub: ""
    property string icon: ""
    property string badge: ""
    property bool main: false
    property bool vertical: false
    property string accessibleName: label + (sub ? "，" + sub : "") + (badge ? "，" + badge : "")
    property string speech: accessibleName
    property real plateSize: Theme.px(vertical ? 96 : 112)
    // Where height is short the sub line stays only if it needs one line.
    property bool subWraps: true
    property string textKind: "h2"
    // A badge that finds no room beside the word stands under it in place of the sub line, or, where
    // height is short too, on the corner of the icon plate.
    readonly property bool badgeBeside: vertical || words.x + word.implicitWidth + badgeBox.implicitWidth + Theme.px(28) <= width
    readonly property bool badgeUnder: !badgeBeside && (subWraps || height >= word.implicitHeight + badgeBox.implicitHeight + spare)
    readonly property real spare: Theme.px(Theme.compact ? 16 : 40)
    readonly property color inkColor: main ? Theme.primaryInk : Theme.ink

    signal activated

    implicitWidth: Theme.px(480)
    implicitHeight: Math.max(Theme.compact ? Theme.px(130) : Theme.mm(38, 156), (vertical ? plate.height + words.height + Theme.px(24) : Math.max(plate.height, words.height) + spare))
    radius: Theme.tileRadius
    color: main ? (touch.pressed ? Theme.primaryPress : Theme.primary) : touch.pressed ? Theme.tint : Theme.surface
    border.width: main ? 0 : Theme.stroke
    border.color: touch.pressed ? Theme.primary : Theme.edge

    Rectangle {
        id: plate
        x: tile.vertical ? (tile.width - width) / 2 : Theme.px(Theme.compact ? 20 : 32)
        y: tile.vertical ? (tile.height - height - words.height) / 2 : (tile.height - height) / 2
        visible: tile.icon !== ""
        width: tile.icon !== "" ? tile.plateSize : 0
        height: width
        radius: Theme.radius
        color: tile.vertical ? "transparent" : tile.main ? Theme.plateOnPrimary : Theme.tint
        Icon {
            anchors.centerIn: parent
            name: tile.icon
            size: Math.round(plate.width * (tile.vertical ? 0.9 : 0.64))
            tint: tile.main ? (tile.vertical ? Theme.primaryInk : Theme.iconOnPrimary) : Theme.ptext
        }
    }
    Chip {
        id: badgeBox
        x: tile.badgeBeside ? parent.width - width - Theme.px(16) : Theme.px(2)
        y: tile.badgeBeside ? Theme.px(16) : Theme.px(8)
        // Over an upright tile's word there may be no room at all; the notices page says it again.
        readonly property bool overWord: tile.vertical && y + height > words.y + Theme.px(8)
        visible: tile.badge !== "" && !overWord && !tile.badgeUnder
        state: "new"
        label: tile.badge
    }
    Column {
        id: words
        x: tile.vertical ? Theme.px(8) : plate.x + plate.width + Theme.px(tile.icon ? (Theme.compact ? 20 : 28) : 0)
        y: tile.vertical ? plate.y + plate.height : (tile.height - height) / 2
        width: tile.width - x - Theme.px(tile.vertical ? 8 : 20)
        Label {
            id: word
            width: parent.width
            horizontalAlignment: tile.vertical ? Text.AlignHCenter : Text.AlignLeft
            kind: tile.textKind
            text: tile.label
            color: tile.inkColor
        }
        Label {
            width: tile.vertical ? parent.width : Theme.tidy(text, parent.width, font.pixelSize)
            horizontalAlignment: tile.vertical ? Text.AlignHCenter : Text.AlignLeft
            visible: tile.sub !== "" && (tile.badge === "" || !tile.badgeUnder) && (tile.subWraps || implicitWidth <= width)
            kind: "small"
            text: tile.sub
            color: tile.main ? Theme.primaryInk2 : Theme.ink2
        }
        Chip {
            visible: tile.badge !== "" && tile.badgeUnder
            state: "new"
            label: tile.badge
        }
    }
    TouchKey {
        id: touch
        label: tile.accessibleName
        radius: tile.radius
        onActivated: tile.activated()
    }
}
