pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 看视频: nothing plays by itself; leaving the page ends it.
Page {
    id: page

    readonly property bool begun: film.phase !== "waiting" && film.phase !== "failed"
    readonly property bool playing: film.phase === "playing"

    title: vm.title
    meta: vm.meta
    warning: Theme.landscape && Theme.lowReach ? "" : vm.warning
    phase: vm.phase
    slow: vm.slow
    busy: playing

    VideoVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    Card {
        id: frame
        // As high as most films are, in the middle of a tall glass.
        readonly property real room: keys.y - Theme.px(12)
        width: parent.width
        height: Math.min(room, Math.ceil(width * 0.62))
        y: Math.round((room - height) / 3)
        sunk: !page.begun
        FilmView {
            id: film
            anchors.fill: parent
            anchors.margins: Theme.px(8)
            source: vm.view.path ?? ""
            Accessible.role: Accessible.Graphic
            Accessible.name: vm.meta
            Component.onDestruction: film.release()
        }
        Icon {
            anchors.centerIn: parent
            name: page.begun || film.phase === "failed" ? "" : "video"
            size: Math.min(Theme.px(200), parent.height * 0.6)
            tint: Theme.ptext
        }
        Label {
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - Theme.px(48))
            visible: film.phase === "failed"
            kind: "body"
            text: Words.video_fails
        }
        Label {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.px(16)
            visible: page.begun && frame.height > Theme.px(240)
            kind: "stripMeta"
            oneLine: true
            text: film.clock
        }
    }
    Grid {
        id: keys
        readonly property int count: page.begun ? (film.has_sound ? 4 : 3) : 1
        columns: !page.begun ? 1 : Theme.landscape ? count : 2
        readonly property real share: (width - spacing * (columns - 1)) / columns
        anchors.bottom: parent.bottom
        width: parent.width
        visible: film.phase !== "failed"
        spacing: Theme.gapMin
        Key {
            width: keys.share
            kind: "primary"
            icon: page.playing ? "player-pause" : "player-play"
            sidePad: Theme.px(8)
            label: page.playing ? Words.video_pause : film.phase === "paused" ? Words.video_go_on : film.phase === "ended" ? Words.video_again : Words.video_play
            onActivated: film.press()
        }
        Key {
            width: keys.share
            visible: page.begun
            icon: "rotate"
            sidePad: Theme.px(8)
            label: Words.video_restart
            onActivated: film.again()
        }
        Key {
            width: keys.share
            visible: page.begun
            icon: "arrow-back-up"
            sidePad: Theme.px(8)
            label: Words.video_back
            onActivated: film.back()
        }
        Key {
            width: keys.share
            visible: page.begun && film.has_sound
            icon: film.muted ? "volume" : "volume-off"
            sidePad: Theme.px(8)
            label: film.muted ? Words.sound_on : Words.sound_off
            onActivated: film.mute()
        }
    }
}
