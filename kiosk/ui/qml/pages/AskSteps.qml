pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 提意见, one question a page: what kind, which sentence, about what, how to be told; then once more all.
Page {
    id: page

    readonly property string step: vm.view.step ?? ""
    readonly property string body: vm.view.body ?? ""
    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || Theme.compact || Theme.step > 0)
    readonly property bool problem: vm.view.problem ?? false
    // Wide glass: what is wrong stands above, where there is room also in low-reach.
    readonly property bool noted: note.text !== "" && (problem ? !Theme.landscape : !cramped)
    readonly property bool keyed: (vm.view.previous ?? "") !== "" || (vm.view.next ?? "") !== ""

    title: vm.title
    meta: Theme.landscape && Theme.lowReach ? "" : vm.meta
    phase: vm.phase
    slow: vm.slow
    pages: (area.item as AskList)?.pages ?? 1
    closing: step === "done" ? Words.done : ""
    onClosed: Nav.leave()
    onStepChanged: {
        page.turn(0);
        // Every step is laid out afresh: rows of the step before would be measured with its words.
        area.active = false;
        area.active = true;
    }

    AskStepsVM {
        id: vm
        onOpened: to => Nav.open(to)
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    header: Column {
        width: parent ? parent.width : 0
        spacing: Theme.px(16)
        Row {
            visible: (vm.view.at ?? 0) > 0
            spacing: Theme.gapMin
            Repeater {
                model: (vm.view.at ?? 0) > 0 ? 4 : 0
                Rectangle {
                    required property int index
                    width: (page.inner - Theme.gapMin * 3) / 4
                    height: Theme.px(14)
                    radius: height / 2
                    color: index < vm.view.at ? Theme.primary : Theme.line
                }
            }
        }
        Card {
            width: page.inner
            height: shownAbout ? aboutWords.implicitHeight + Theme.px(28) : 0
            readonly property bool shownAbout: (vm.view.about ?? "") !== "" && !page.cramped
            visible: shownAbout
            sunk: true
            Label {
                id: aboutWords
                x: Theme.pad
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.tidy(text, parent.width - Theme.pad * 2, font.pixelSize)
                kind: "name"
                text: vm.view.about ?? ""
            }
        }
        Card {
            width: page.inner
            readonly property bool counted: page.body === "number"
            height: counted ? digits.implicitHeight + Theme.px(16) : 0
            visible: counted
            sunk: true
            Label {
                anchors.left: parent.left
                anchors.leftMargin: Theme.pad
                anchors.verticalCenter: parent.verticalCenter
                kind: "stripMeta"
                oneLine: true
                text: vm.view.digitsLabel ?? ""
                color: Theme.ink2
            }
            Label {
                id: digits
                anchors.right: parent.right
                anchors.rightMargin: Theme.pad
                anchors.verticalCenter: parent.verticalCenter
                kind: "figure"
                font.pixelSize: Theme.px(Theme.compact ? 42 : Theme.landscape || Theme.lowReach ? 60 : 76)
                font.letterSpacing: Theme.px(6)
                oneLine: true
                text: vm.view.digits ?? ""
            }
        }
        Notice {
            readonly property bool told: page.problem && Theme.landscape
            width: page.inner
            height: told ? implicitHeight : 0
            visible: told
            icon: "alert-triangle"
            text: told ? vm.view.note : ""
        }
    }

    Loader {
        id: area
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: note.top
        anchors.bottomMargin: Theme.px(12)
        sourceComponent: ({
                choices: choices,
                lines: lines,
                write: sheet,
                number: pad,
                done: receipt
            })[page.body] ?? null
    }
    Component {
        id: choices
        AskList {
            page: page.page
            model: vm.choices
            delegate: ChoiceKey {
                onActivated: vm.choose(code)
            }
        }
    }
    Component {
        id: lines
        AskList {
            page: page.page
            model: vm.lines
            delegate: PlainCard {}
        }
    }
    Component {
        id: sheet
        WritingSheet {
            onReady: paper => vm.lend(paper)
        }
    }
    Component {
        id: pad
        NumberPad {
            digits: vm.view.digits ?? ""
            onPressed: digit => vm.press(digit)
        }
    }
    Component {
        id: receipt
        Item {
            AskReceipt {
                width: parent.width
                height: Math.min(parent.height, implicitHeight)
                number: vm.view.done.number
                due: vm.view.done.due
                note: vm.view.done.note
            }
        }
    }
    Notice {
        id: note
        anchors.bottom: keys.top
        anchors.bottomMargin: page.noted ? Theme.px(12) : 0
        width: parent.width
        height: page.noted ? implicitHeight : 0
        visible: page.noted
        icon: page.problem ? "alert-triangle" : "info-circle"
        text: vm.view.note ?? ""
    }
    Row {
        id: keys
        anchors.bottom: parent.bottom
        width: parent.width
        height: !page.keyed ? 0 : Theme.landscape && Theme.lowReach ? Theme.target : Theme.key
        spacing: Theme.gapMin
        Key {
            id: previous
            visible: (vm.view.previous ?? "") !== ""
            width: onward.visible ? Math.max(Theme.px(260), implicitWidth) : parent.width
            icon: page.step === "reply" || page.step === "done" ? "" : "arrow-left"
            label: vm.view.previous ?? ""
            height: keys.height
            onActivated: vm.backward()
        }
        Key {
            id: onward
            visible: (vm.view.next ?? "") !== ""
            height: keys.height
            enabled: vm.view.canGo ?? false
            width: parent.width - (previous.visible ? previous.width + parent.spacing : 0)
            kind: enabled ? "primary" : "plain"
            iconRight: page.step === "check" || page.step === "reply" ? "check" : "arrow-right"
            label: vm.view.next ?? ""
            onActivated: vm.forward()
        }
    }
}
