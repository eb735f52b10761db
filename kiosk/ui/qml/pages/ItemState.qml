pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// State of a publication: chip, date, 公示还剩 N 天, from–to, correction or withdrawal, QR.
Card {
    id: card

    required property var view
    property bool noteInside: true
    readonly property var hold: view.hold ?? ({})
    readonly property real pad: Theme.px(Theme.compact ? 8 : 18)
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    readonly property bool coded: (view.qr ?? []).length > 0 && !cramped
    readonly property bool beside: coded && width - plate.implicitWidth - Theme.px(80) >= Theme.sizes.meta * 9.5

    implicitHeight: (beside ? Math.max(words.implicitHeight, plate.implicitHeight) : words.implicitHeight + (coded ? plate.implicitHeight + Theme.px(12) : 0)) + 2 * pad

    Column {
        id: words
        x: Theme.px(32)
        y: card.pad
        width: card.width - 2 * x - (card.beside ? plate.width + Theme.px(16) : 0)
        spacing: Theme.px(4)
        Flow {
            width: parent.width
            spacing: Theme.px(16)
            Chip {
                id: chip
                visible: label !== ""
                state: card.view.chipState || "mute"
                label: card.view.chipLabel ?? ""
                icon: card.view.chipIcon || defaultIcon
            }
            Label {
                height: chip.height
                verticalAlignment: Text.AlignVCenter
                kind: "meta"
                text: card.view.published ?? ""
            }
            // Begins a new line, except on a low glass.
            Item {
                width: card.cramped ? 1 : parent.width
                height: 1
            }
            Label {
                visible: text !== ""
                height: number.text !== "" ? number.implicitHeight : implicitHeight
                verticalAlignment: Text.AlignVCenter
                kind: "h2"
                font.pixelSize: Math.round(Theme.sizes.h2 * 0.92)
                text: card.hold.before ?? ""
            }
            Label {
                id: number
                visible: text !== ""
                kind: "figure"
                font.pixelSize: Math.round(Theme.sizes.figure * 1.2)
                color: Theme.ptext
                text: card.hold.number ?? ""
            }
            Label {
                height: number.implicitHeight
                visible: number.text !== ""
                verticalAlignment: Text.AlignVCenter
                kind: "h2"
                font.pixelSize: Math.round(Theme.sizes.h2 * 0.92)
                text: card.hold.after ?? ""
            }
        }
        FactsLabel {
            width: parent.width
            visible: facts !== ""
            facts: card.hold.span ?? ""
        }
        NoteLine {
            width: parent.width
            note: card.noteInside ? card.view.note ?? ({}) : ({})
            // The card's own chip already says 已撤回.
            chipped: (card.view.note ?? {}).state !== "err"
        }
    }
    QrPlate {
        id: plate
        x: card.beside ? card.width - width - Theme.px(28) : Theme.px(32)
        y: card.beside ? card.pad : words.y + words.implicitHeight + Theme.px(12)
        visible: card.coded
        code: card.view.qr ?? []
    }
}
