pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// 上一页 n/m 下一页 of a desk page, and room for its one main key at the right (ui.md page 15).
Item {
    id: pager

    required property int page
    required property int pages
    property string main: ""
    property string mainIcon: ""
    property bool mainEnabled: true
    // Room of the two keys and the number between them.
    readonly property alias turnsWidth: turns.width

    signal turned(int to)
    signal acted

    implicitHeight: pages > 1 || main !== "" ? Theme.key : 0
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
    Key {
        anchors.right: parent.right
        width: pager.pages > 1 ? Math.min(implicitWidth, parent.width - turns.width - Theme.gapMin) : parent.width
        height: parent.height
        visible: pager.main !== ""
        enabled: pager.mainEnabled
        kind: enabled ? "primary" : "plain"
        icon: pager.mainIcon
        label: pager.main
        onActivated: pager.acted()
    }
}
