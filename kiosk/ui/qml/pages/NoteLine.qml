import QtQuick
import Kiosk

// 更正过 or 已撤回 as a chip, and why in words.
Column {
    id: line

    required property var note
    property bool chipped: true

    visible: (note.state ?? "") !== ""
    spacing: Theme.px(6)
    Chip {
        visible: (line.note.state ?? "") !== "" && line.chipped
        state: line.note.state ?? "mute"
        label: line.note.label ?? ""
    }
    Label {
        width: Math.min(line.width, Theme.sizes.meta * 24)
        visible: text !== ""
        kind: "meta"
        text: line.note.text ?? ""
        color: Theme.ink
    }
}
