pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// The whole glass: identity strip, the open page, the bottom bar, and the idle warning over them.
Rectangle {
    id: main

    readonly property bool ready: loader.status === Loader.Ready
    readonly property Page shownPage: loader.item as Page
    // Before the window has given its size, half a size would lay every page out sideways and back.
    readonly property bool isSized: width > 0 && height > 0

    function show(): void {
        // The same file with other parameters is a new page too: unload first, so nothing stays.
        loader.source = "";
        loader.source = Qt.resolvedUrl("../pages/" + Nav.file);
        if (Theme.keyboard)
            focusFirst();
    }
    // Before the window goes: a page taken down by its loader lets go of its view-model in good order.
    function unload(): void {
        loader.source = "";
    }
    // The visitor or the clerk has gone: the desk locks, and finds its page again for the same person.
    function leave(): void {
        if (Nav.at_desk)
            Desk.lock(Nav.page, Nav.params);
        else
            Nav.leave();
    }
    function focusFirst(): void {
        const first = loader.nextItemInFocusChain(true);
        if (first)
            first.forceActiveFocus(Qt.TabFocusReason);
    }
    function moveFocus(forward: bool): void {
        const from = main.Window.activeFocusItem ?? loader;
        const next = from.nextItemInFocusChain(forward);
        if (next)
            next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    color: Theme.bg
    Component.onCompleted: show()

    Binding {
        target: Theme
        property: "screenWidth"
        value: main.width
        when: main.isSized
    }
    Binding {
        target: Theme
        property: "screenHeight"
        value: main.height
        when: main.isSized
    }
    Binding {
        target: Idle
        property: "patience"
        value: main.shownPage && main.shownPage.busy ? 0 : Nav.patience * (Theme.lowReach ? 2 : 1)
    }
    Binding {
        target: Idle
        property: "total"
        value: Nav.warning
    }
    Binding {
        target: Idle
        property: "nothing_to_leave"
        value: Nav.page === "home" && Theme.step === 0 && !Theme.dark && Theme.lowWanted === Theme.hangsHigh
    }
    Connections {
        target: Nav
        function onChanged(): void {
            main.show();
        }
        function onWiped(): void {
            Theme.reset();
        }
    }
    Connections {
        target: Idle
        function onTouched(): void {
            Theme.keyboard = false;
        }
        function onWoken(): void {
            // A trembling finger comes down again at once: that may not press a tile of home.
            Touch.allows(main);
        }
        function onRan_out(): void {
            main.leave();
        }
    }
    Connections {
        target: Desk
        function onKnocked(): void {
            Theme.reset();
            Nav.open_tab("desk-door");
        }
        function onEntered(page: string, params: var): void {
            Nav.open_tab(page, params);
        }
        function onLocked(): void {
            Nav.leave();
        }
    }

    FocusScope {
        id: keys
        anchors.fill: parent
        focus: true
        Keys.onPressed: event => {
            Theme.keyboard = true;
            event.accepted = true;
            if (event.key === Qt.Key_Down || event.key === Qt.Key_Right || event.key === Qt.Key_Tab)
                main.moveFocus(true);
            else if (event.key === Qt.Key_Up || event.key === Qt.Key_Left || event.key === Qt.Key_Backtab)
                main.moveFocus(false);
            else if (event.key === Qt.Key_Escape || event.key === Qt.Key_Backspace || event.key === Qt.Key_Back)
                Nav.back();
            else if (event.key === Qt.Key_Home || event.key === Qt.Key_HomePage)
                Nav.home();
            else if (event.key === Qt.Key_PageDown && bottom.page < bottom.pages - 1)
                main.shownPage.turn(bottom.page + 1);
            else if (event.key === Qt.Key_PageUp && bottom.page > 0)
                main.shownPage.turn(bottom.page - 1);
            else
                event.accepted = false;
        }

        IdentityStrip {
            id: strip
            width: parent.width
            village: Unit.village_name
            affairs: Unit.affairs
            onKnocked: Desk.knock()
            aside: Nav.at_desk ? Desk.who + (Theme.landscape ? "　" + Unit.day : "") : Theme.landscape && !Theme.compact ? Unit.town_and_day : Unit.day
        }
        Loader {
            id: loader
            anchors.top: strip.bottom
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: Nav.at_desk ? deskBar.top : bottom.top
            focus: true
        }
        BottomBar {
            id: bottom
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            visible: !Nav.at_desk
            isHome: main.shownPage ? main.shownPage.isHome : false
            duty: main.shownPage ? main.shownPage.duty : ""
            page: main.shownPage ? main.shownPage.shown : 0
            pages: main.shownPage ? main.shownPage.pages : 1
            closing: main.shownPage ? main.shownPage.closing : ""
            onTurned: to => main.shownPage.turn(to)
            onClosed: main.shownPage.closed()
        }
        Loader {
            id: deskBar
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            active: Nav.at_desk
            sourceComponent: DeskBar {
                onChosen: page => Nav.open_tab(page)
                onLocking: Desk.lock()
            }
        }
    }
    Loader {
        anchors.fill: parent
        // By name: what it is made of is not loaded for the first picture.
        source: Idle.resting ? Qt.resolvedUrl("Attract.qml") : ""
    }
    Loader {
        anchors.fill: parent
        active: Idle.seconds > 0
        sourceComponent: IdleWarning {
            seconds: Idle.seconds
            total: Idle.total
            onStayed: Idle.stay()
            onFinished: main.leave()
        }
    }
}
