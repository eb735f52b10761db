pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 看看能不能领: one question at a time, then what the answers may mean. Nothing is kept.
Page {
    id: page

    readonly property bool asking: (vm.view.question ?? "") !== ""
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || Theme.compact)
    readonly property string told: (vm.view.verdictState ?? "") || "mute"

    title: vm.title
    meta: vm.meta
    warning: cramped ? "" : vm.warning
    phase: vm.phase
    slow: vm.slow
    closing: asking ? "" : Words.done
    onClosed: Nav.leave()

    SelfCheckVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    header: Card {
        width: page.inner
        implicitHeight: Math.max(said.implicitHeight, mark.height) + Theme.px(page.cramped ? 24 : Theme.landscape || Theme.lowReach ? 56 : 112)
        Rectangle {
            id: mark
            x: Theme.px(28)
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px(page.cramped ? 88 : 112)
            height: width
            radius: Theme.radius
            color: page.asking ? Theme.tint : page.told === "ok" ? Theme.okGround : page.told === "warn" ? Theme.warnGround : Theme.muteGround
            Icon {
                anchors.centerIn: parent
                name: page.asking ? "user-question" : vm.view.verdictIcon ?? ""
                size: Theme.px(page.cramped ? 60 : 76)
                tint: page.asking ? Theme.ptext : page.told === "ok" ? Theme.okInk : page.told === "warn" ? Theme.warnInk : Theme.muteInk
            }
        }
        Label {
            id: said
            anchors.verticalCenter: parent.verticalCenter
            x: mark.x + mark.width + Theme.px(28)
            width: parent.width - x - Theme.px(28)
            kind: "h2"
            text: page.asking ? vm.view.question : vm.view.verdict ?? ""
        }
    }

    Column {
        id: lines
        width: parent.width
        spacing: Theme.px(page.cramped ? 0 : 8)
        Repeater {
            model: vm.view.lines ?? []
            Label {
                required property string modelData
                width: Theme.tidy(text, lines.width, font.pixelSize)
                kind: "body"
                text: modelData
            }
        }
    }
    Grid {
        id: answers
        readonly property bool row: Theme.landscape
        readonly property real share: row ? (width - 2 * spacing) / 3 : width
        y: Theme.lowReach ? parent.height - height : 0
        width: parent.width
        visible: page.asking
        columns: row ? 3 : 1
        spacing: Theme.gap
        Repeater {
            model: [
                {
                    code: "yes",
                    label: Words.yes,
                    icon: "check"
                },
                {
                    code: "no",
                    label: Words.no,
                    icon: "x"
                },
                {
                    code: "unsure",
                    label: Words.unsure,
                    icon: "help"
                }
            ]
            Key {
                required property var modelData
                width: answers.share
                height: Math.max(implicitHeight, Theme.px(page.cramped ? 104 : Theme.landscape || Theme.lowReach ? 150 : 190))
                kind: "link"
                textKind: "h2"
                icon: modelData.icon
                label: modelData.label
                onActivated: vm.answer(modelData.code)
            }
        }
    }
    Flow {
        id: keys
        readonly property real tall: page.cramped ? Theme.target : Theme.key
        readonly property real share: page.asking ? width : (width - spacing) / 2
        anchors.bottom: parent.bottom
        width: parent.width
        visible: !page.asking || ((vm.view.begun ?? false) && !page.cramped && !Theme.lowReach)
        spacing: Theme.gapMin
        Key {
            width: keys.share
            height: keys.tall
            icon: "rotate"
            label: Words.answer_again
            onActivated: vm.again()
        }
        Key {
            width: keys.share
            height: keys.tall
            visible: !page.asking
            kind: "link"
            icon: "message-2"
            label: Words.ask_about_it
            onActivated: Nav.open("ask", {
                about: vm.view.policy,
                type: "policy",
                id: vm.view.policyId,
                kind: "ask"
            })
        }
    }
}
