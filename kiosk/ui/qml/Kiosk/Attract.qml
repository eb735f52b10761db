pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// The attract loop (ui.md page 1) over everything. It is read from three metres, so it does not follow
// the text step; any touch ends it and opens nothing.
Rectangle {
    id: attract

    objectName: "attract"

    readonly property bool wide: Theme.landscape
    readonly property real spare: Theme.px(8)
    readonly property real footHeight: Theme.px(Theme.compact ? 150 : wide ? 200 : 320)
    readonly property real textWidth: wide ? Math.round(width * 0.56) : width - Theme.px(84) * 2
    readonly property string look: Theme.dark ? "dark" : "light"
    readonly property var shown: vm.slide
    readonly property string key: shown.key ?? ""
    readonly property int count: (vm.view.slides ?? []).length
    readonly property real headline: Theme.px(Theme.compact ? 68 : 84)
    readonly property real small: Theme.px(Theme.compact ? 32 : 40)

    function turn(): void {
        vm.next_slide();
    }

    color: Theme.dark ? Theme.bg : "#F4F1E4"
    clip: true
    Accessible.role: Accessible.Button
    Accessible.name: Words.touch_to_start
    Accessible.onPressAction: Idle.wake()

    AttractVM {
        id: vm
        Component.onCompleted: vm.start({})
        Component.onDestruction: vm.stop()
    }

    Item {
        id: moved
        x: Theme.px(vm.shift_x)
        y: Theme.px(vm.shift_y)
        width: attract.width
        height: attract.height

        Rectangle {
            visible: !Theme.dark
            x: Math.round(attract.width * (attract.wide ? 0.86 : 0.75))
            y: Math.round(attract.height * (attract.wide ? 0.13 : 0.46))
            width: Theme.px(104)
            height: width
            radius: width / 2
            color: "#C9553B"
        }
        Image {
            x: -attract.spare
            width: attract.width + attract.spare * 2
            y: Math.round(attract.height * (attract.wide ? 0.34 : 0.42))
            height: foot.y - y
            source: "image://picture/hills?" + attract.look
            sourceSize: Qt.size(width, height)
        }
        Image {
            id: fields
            x: -attract.spare
            width: attract.width + attract.spare * 2
            height: Theme.px(attract.wide ? 130 : 172)
            y: foot.y - height
            source: "image://picture/fields?" + attract.look
            sourceSize: Qt.size(width, height)
        }
        Image {
            anchors.right: parent.right
            anchors.rightMargin: Theme.px(attract.wide ? 56 : 18)
            y: fields.y - height + Theme.px(22)
            width: Math.round(attract.wide ? attract.width * 0.38 : attract.width * 0.86)
            height: Math.round(width * 254 / 760)
            source: "image://picture/houses?" + attract.look
            sourceSize: Qt.size(width, height)
        }

        Rectangle {
            id: seal
            x: Theme.px(84)
            y: Theme.px(Theme.compact ? 44 : attract.wide ? 72 : 120)
            width: Theme.px(84)
            height: width
            radius: Theme.px(14)
            color: Theme.dark ? "transparent" : Theme.accent
            border.width: Theme.dark ? Theme.stroke : 0
            border.color: Theme.ink
            Label {
                anchors.centerIn: parent
                kind: "strip"
                font.pixelSize: Theme.px(54)
                oneLine: true
                text: "公"
                color: Theme.dark ? Theme.ink : Theme.primaryInk
            }
        }
        Column {
            id: whose
            anchors.left: seal.right
            anchors.leftMargin: Theme.px(26)
            anchors.verticalCenter: seal.verticalCenter
            spacing: -Theme.px(8)
            Label {
                kind: "strip"
                font.pixelSize: Theme.px(60)
                oneLine: true
                text: vm.title
            }
            Label {
                kind: "stripMeta"
                font.pixelSize: Theme.px(36)
                oneLine: true
                text: vm.view.place ?? ""
                color: Theme.ink2
            }
        }

        Column {
            id: words
            x: Theme.px(84)
            y: seal.y + seal.height + Theme.px(Theme.compact ? 28 : attract.wide ? 52 : 110)
            width: attract.textWidth
            Label {
                id: first
                width: parent.width
                kind: "display"
                font.pixelSize: attract.headline
                text: attract.shown.first ?? ""
            }
            Label {
                width: parent.width
                kind: "display"
                // A policy's name is as long as it is; it keeps to two lines.
                font.pixelSize: text.length > 10 ? Theme.px(60) : attract.headline
                text: attract.shown.second ?? ""
                color: Theme.ptext
            }
            Item {
                width: 1
                height: Theme.px(Theme.compact ? 12 : 36)
            }
            Row {
                spacing: Theme.px(44)
                Repeater {
                    model: attract.shown.totals ?? []
                    Row {
                        id: total
                        required property int index
                        required property var modelData
                        spacing: Theme.px(44)
                        Rectangle {
                            visible: total.index > 0
                            width: Theme.stroke
                            height: figure.height
                            color: Theme.edge
                        }
                        Column {
                            id: figure
                            Label {
                                kind: "figure"
                                font.pixelSize: Theme.px(64)
                                oneLine: true
                                text: total.modelData.value
                            }
                            Label {
                                kind: "stripMeta"
                                font.pixelSize: attract.small
                                oneLine: true
                                text: total.modelData.caption
                                color: Theme.ink2
                            }
                        }
                    }
                }
            }
            Column {
                width: parent.width
                spacing: Theme.px(12)
                Repeater {
                    model: attract.shown.lines ?? []
                    Label {
                        required property string modelData
                        width: words.width
                        kind: "strip"
                        font.pixelSize: attract.small
                        font.weight: Font.Medium
                        text: modelData
                    }
                }
            }
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            y: foot.y - Theme.px(44)
            spacing: Theme.px(16)
            Accessible.ignored: true
            Repeater {
                model: attract.count
                Rectangle {
                    required property int index
                    readonly property bool isShown: index === vm.index
                    width: Theme.px(isShown ? 44 : 16)
                    height: Theme.px(16)
                    radius: height / 2
                    color: isShown ? Theme.primary : Theme.surface
                    border.width: Theme.stroke
                    border.color: Theme.primary
                }
            }
        }

        Rectangle {
            id: foot
            x: -attract.spare
            y: attract.height - attract.footHeight
            width: attract.width + attract.spare * 2
            height: attract.footHeight + attract.spare
            color: Theme.primary
            Rectangle {
                id: hand
                x: attract.spare + Theme.px(84)
                y: Math.round((attract.footHeight - height) / 2)
                width: Math.round(attract.footHeight * 0.62)
                height: width
                radius: width / 2
                color: Theme.dark ? Theme.bg : Theme.surface
                Icon {
                    anchors.centerIn: parent
                    name: "hand-finger"
                    size: Math.round(hand.width * 0.56)
                }
            }
            Column {
                anchors.left: hand.right
                anchors.leftMargin: Theme.px(46)
                anchors.verticalCenter: hand.verticalCenter
                Label {
                    kind: "display"
                    font.pixelSize: Theme.px(Theme.compact ? 60 : 76)
                    oneLine: true
                    text: Words.touch_to_start
                    color: Theme.primaryInk
                }
                Label {
                    kind: "strip"
                    font.pixelSize: attract.small
                    font.weight: Font.Normal
                    oneLine: true
                    text: vm.view.keys ?? ""
                    color: Theme.primaryInk2
                }
            }
        }
    }
    // Not a key of the page: it covers the glass to its edges and does the same everywhere.
    MouseArea {
        anchors.fill: parent
        onReleased: Idle.wake()
        onCanceled: Idle.wake()
    }
}
