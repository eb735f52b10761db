pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 事项 最晚 屏上 上墙 情况: the lines of one page. Python deals the pages by the measures told here.
Card {
    id: root

    required property DeskLedgerVM vm
    readonly property real room: height - head.height - Theme.px(6)

    function measure(): void {
        root.vm.fit(root.room, columns.row, columns.line, columns.wide / columns.titleSize, columns.wide / columns.metaSize);
    }

    onRoomChanged: Qt.callLater(measure)
    onWidthChanged: Qt.callLater(measure)
    Component.onCompleted: measure()

    LedgerColumns {
        id: columns
        width: root.width
    }
    Rectangle {
        id: head
        x: Theme.stroke
        y: Theme.stroke
        width: parent.width - 2 * Theme.stroke
        height: Theme.px(Theme.compact ? 44 : 56)
        radius: Theme.radius
        color: Theme.sunk
        Repeater {
            model: [
                {
                    at: columns.pad,
                    word: Words.ledger_matter
                },
                {
                    at: columns.dueX,
                    word: Words.ledger_due
                },
                {
                    at: columns.screenX,
                    word: Words.ledger_screen
                },
                {
                    at: columns.wallX,
                    word: Words.ledger_wall
                },
                {
                    at: columns.chipX,
                    word: Words.ledger_state
                }
            ]
            Label {
                required property var modelData
                x: modelData.at - head.x
                anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                kind: "small"
                font.pixelSize: Theme.px(30)
                oneLine: true
                text: modelData.word
            }
        }
    }
    Column {
        y: head.height + Theme.px(2)
        width: parent.width
        Repeater {
            model: root.vm.rows
            LedgerLine {
                required property int place
                at: columns
                onOpened: root.vm.open_row(place)
            }
        }
    }
    Notice {
        x: columns.pad
        y: head.height + Theme.gap
        width: parent.width - 2 * x
        visible: text !== ""
        text: root.vm.view.empty ?? ""
    }
}
