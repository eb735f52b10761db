import QtQuick
import Kiosk

// 更正过 or 已撤回 as a chip, and why in words.
Column {
    id: line

    required property var note
    property bool chipped: true
    // One line less where height is short: the sentence carries the label itself.
    property bool brief: false

    visible: (note.state ?? "") !== ""
    spacing: Theme.px(6)
    Chip {
        visible: (line.note.state ?? "") !== "" && line.chipped && !line.brief
        state: line.note.state ?? "mute"
        label: line.note.label ?? ""
    }
    Label {
        width: Theme.tidy(text, Math.min(line.width, Theme.sizes.meta * 24), font.pixelSize)
        visible: text !== ""
        kind: "meta"
        text: Theme.tied((line.brief ? (line.note.label ?? "") + "。" : "") + (line.note.text ?? ""))
        color: Theme.ink
    }
}
