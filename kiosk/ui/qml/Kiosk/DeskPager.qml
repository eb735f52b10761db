pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// 上一页 n/m 下一页 of a desk page.
Item {
    id: pager

    required property int page
    required property int pages
    // Room of the two keys and the number between them.
    readonly property alias turnsWidth: turns.width

    signal turned(int to)

    implicitHeight: pages > 1 ? Theme.key : 0
    height: implicitHeight

    Row {
        id: turns
        height: parent.height
        visible: pager.pages > 1
        spacing: Theme.gapMin
        Key {
            height: turns.height
            sidePad: Theme.px(18)
            enabled: pager.page > 0
            icon: "chevron-up"
            label: Words.previous_page
            onActivated: pager.turned(pager.page - 1)
        }
        Label {
            anchors.verticalCenter: parent ? parent.verticalCenter : undefined
            width: Math.max(implicitWidth, Theme.px(90))
            horizontalAlignment: Text.AlignHCenter
            kind: "stripMeta"
            oneLine: true
            text: (pager.page + 1) + "/" + pager.pages
            color: Theme.ink2
        }
        Key {
            height: turns.height
            sidePad: Theme.px(18)
            enabled: pager.page < pager.pages - 1
            icon: "chevron-down"
            label: Words.next_page
            onActivated: pager.turned(pager.page + 1)
        }
    }
}
