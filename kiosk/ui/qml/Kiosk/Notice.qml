pragma ComponentBehavior: Bound
import QtQuick

// One line of information beside an icon; there are no dialogs for information.
Row {
    id: notice

    required property string text
    property string icon: "info-circle"
    property string kind: "meta"
    // Something did not work: said in the colour of errors.
    property bool problem: false

    spacing: Theme.px(14)
    Icon {
        id: mark
        y: Math.round((words.firstLine - height) / 2)
        name: notice.problem ? "alert-triangle" : notice.icon
        size: Theme.px(44)
        tint: notice.problem ? Theme.errInk : Theme.ptext
    }
    Label {
        id: words
        readonly property real firstLine: Math.ceil(font.pixelSize * 1.45)
        width: notice.width > 0 ? Theme.tidy(text, Math.min(notice.width - mark.width - notice.spacing, font.pixelSize * 24), font.pixelSize) : implicitWidth
        kind: notice.kind
        text: Theme.tied(notice.text)
        color: notice.problem ? Theme.errInk : Theme.ink2
    }
}
