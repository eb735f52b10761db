pragma ComponentBehavior: Bound
import QtQuick

// Icon + word + colour (state = ok, warn, err, mute, info, new). Its meaning never hangs on the colour alone.
Rectangle {
    id: chip

    required property string label
    property string icon: defaultIcon
    readonly property string defaultIcon: {
        switch (chip.state) {
        case "ok":
            return "circle-check";
        case "warn":
            return "clock";
        case "err":
            return "alert-triangle";
        case "mute":
            return "circle-minus";
        case "info":
            return "info-circle";
        default:
            return "";
        }
    }
    readonly property color inkColor: {
        switch (chip.state) {
        case "ok":
            return Theme.okInk;
        case "warn":
            return Theme.warnInk;
        case "err":
            return Theme.errInk;
        case "new":
            return Theme.dark ? Theme.accent : Theme.primaryInk;
        default:
            return Theme.muteInk;
        }
    }

    state: "mute"
    implicitWidth: row.implicitWidth + Theme.px(36)
    implicitHeight: Math.max(Theme.px(56), word.implicitHeight + Theme.px(8))
    radius: height / 2
    color: {
        switch (chip.state) {
        case "ok":
            return Theme.okGround;
        case "warn":
            return Theme.warnGround;
        case "err":
            return Theme.errGround;
        case "new":
            return Theme.dark ? "transparent" : Theme.accent;
        default:
            return Theme.muteGround;
        }
    }
    border.width: Theme.dark ? Theme.stroke : 0
    border.color: inkColor

    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.px(10)
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: chip.icon
            size: Math.round(word.font.pixelSize * 1.05)
            tint: chip.inkColor
        }
        Label {
            id: word
            anchors.verticalCenter: parent.verticalCenter
            kind: "small"
            oneLine: true
            font.weight: Font.Medium
            text: chip.label
            color: chip.inkColor
        }
    }
}
