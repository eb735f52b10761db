pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// 返回 left, 首页 right, between them the pager or the page's one closing action. Never moves.
Item {
    id: bar

    property int page: 0
    property int pages: 1
    property string closing: ""
    property string closingIcon: "check"
    readonly property bool stacked: Theme.compact
    readonly property real endWidth: stacked ? Theme.px(100) : Theme.landscape ? Theme.px(190) : Theme.px(180)
    readonly property real turnWidth: stacked ? Theme.px(150) : Theme.landscape ? Theme.px(213) : Theme.px(232)
    readonly property real space: Theme.px(14)

    signal turned(int to)
    signal closed

    implicitHeight: Theme.landscape ? Theme.px(108) : Theme.key

    Key {
        id: backKey
        width: bar.endWidth
        height: bar.height
        stack: bar.stacked
        sidePad: 0
        icon: "arrow-left"
        label: Words.back
        onActivated: Nav.back()
    }
    Key {
        id: previous
        x: bar.endWidth + bar.space
        width: bar.turnWidth
        height: bar.height
        stack: bar.stacked
        sidePad: 0
        visible: bar.pages > 1
        enabled: bar.page > 0
        icon: "chevron-up"
        label: Words.previous_page
        onActivated: bar.turned(bar.page - 1)
    }
    Label {
        anchors.left: previous.right
        anchors.right: next.left
        anchors.verticalCenter: parent.verticalCenter
        horizontalAlignment: Text.AlignHCenter
        visible: bar.pages > 1
        kind: "stripMeta"
        font.pixelSize: bar.pages > 99 ? Theme.sizes.bar / Theme.barText : Theme.sizes.stripMeta
        oneLine: true
        text: (bar.page + 1) + "/" + bar.pages
        color: Theme.ink2
    }
    Key {
        id: next
        x: bar.width - bar.endWidth - bar.space - bar.turnWidth
        width: bar.turnWidth
        height: bar.height
        stack: bar.stacked
        sidePad: 0
        visible: bar.pages > 1
        enabled: bar.page < bar.pages - 1
        icon: "chevron-down"
        label: Words.next_page
        onActivated: bar.turned(bar.page + 1)
    }
    Key {
        x: previous.x
        width: next.x + next.width - x
        height: bar.height
        visible: bar.pages <= 1 && bar.closing !== ""
        kind: "primary"
        icon: bar.closingIcon
        label: bar.closing
        onActivated: bar.closed()
    }
    Key {
        x: bar.width - bar.endWidth
        width: bar.endWidth
        height: bar.height
        stack: bar.stacked
        sidePad: 0
        icon: "home"
        label: Words.home
        onActivated: Nav.home()
    }
}
