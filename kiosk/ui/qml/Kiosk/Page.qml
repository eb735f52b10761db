pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// Base of every villager page: title, one meta line, a header that is only read, the content, and
// what the bottom bar needs to know. See qml/README.md.
FocusScope {
    id: root

    property string title: ""
    property string meta: ""
    // Chip text when the content may be old (stale > 15 days); empty otherwise.
    property string warning: ""
    // loading, ready, empty, error: the base shows the words of ui.md §5 in place of the content.
    property string phase: "ready"
    property bool slow: false
    property int page: 0
    property int pages: 1
    property string closing: ""
    // Modules of the QR code of this page's content on the web (vm.qr); [] where there is none.
    property var code: []
    // Landscape: the header stands in a left column instead of on top.
    property bool headerSide: false
    property bool isHome: false
    // Something plays: nobody is asked whether they are still there until it ends or stops.
    property bool busy: false
    property string duty: ""
    property real titleTop: Theme.compact ? Theme.px(8) : Theme.landscape ? Theme.px(20) : Theme.px(34)
    // Where height is short the meta line stands beside the title when both fit.
    property bool metaBeside: Theme.compact
    property alias header: headerBox.data
    // Landscape: room at the right of the title for something that is only read.
    property alias aside: asideBox.data
    readonly property real asideWidth: titles.width - Math.max(heading.implicitWidth, metaLine.whole) - Theme.section
    readonly property real asideHeight: below - Theme.px(8)
    default property alias content: body.data

    readonly property int shown: Math.min(page, Math.max(1, pages) - 1)
    readonly property bool sided: headerSide && Theme.landscape && !Theme.lowReach
    readonly property real inner: width - 2 * Theme.margin
    // Height for the header when it is alone in the upper half.
    readonly property real half: Theme.screenHeight / 2 - Theme.stripHeight
    readonly property real titlesEnd: titles.y + titles.height + (titles.height > 0 ? Theme.px(Theme.compact ? 8 : 20) : 0)
    readonly property real codeEnd: plate.y + plate.implicitHeight + Theme.px(12)
    readonly property real codeRoom: plate.implicitWidth + Theme.gap
    // 768 lines and the lower half of a wide glass have no room for it; 特大 only beside a title of one line.
    readonly property bool codeFits: !Theme.compact && !(Theme.landscape && Theme.lowReach) && (Theme.step < 2 || heading.implicitWidth <= inner - codeRoom)
    // In low-reach it never takes the place of the header.
    readonly property bool codeBesideHeader: !Theme.lowReach || Math.max(titlesEnd, codeEnd) + headerBox.childrenRect.height <= half - Theme.px(8)
    readonly property bool coded: code.length > 0 && phase === "ready" && codeFits && codeBesideHeader
    readonly property real below: coded ? Math.max(titlesEnd, codeEnd) : titlesEnd
    // A header too tall for the upper half is left out rather than cut. It stays an item with a size
    // (opacity, not visible), else its size would come and go with the decision.
    readonly property bool headerFits: !Theme.lowReach || below + headerBox.childrenRect.height <= half - Theme.px(8)
    readonly property bool hasHeader: headerBox.childrenRect.height > 0 && headerFits
    readonly property real contentTop: {
        if (Theme.lowReach)
            return half + lowLine.height + Theme.gapMin;
        if (sided || !hasHeader)
            return below;
        return below + headerBox.childrenRect.height + Theme.px(16);
    }

    signal closed

    // What can be read on this part of the page, in reading order; the words of mere keys are left out.
    function texts(): list<string> {
        const found = [];
        gather(root, found);
        return found;
    }
    function gather(item: Item, found: var): void {
        if (!item.visible || item.opacity === 0 || item instanceof Key)
            return;
        const label = item as Label;
        if (label && label.text.trim() !== "")
            found.push(label.text.replace(/\u2060/g, ""));
        for (const child of item.children)
            gather(child as Item, found);
    }
    // The same as sentences, for reading aloud (kiosk/speech says the figures). Asked for only at a press:
    // a page with a name on it makes no such text by itself.
    function reading(): string {
        return texts().reduce((said, text) => {
            const joins = /[0-9]$/.test(said) && /^[元天户人项]$/.test(text);
            return said + (said === "" || joins || /[。！？：；，]$/.test(said) ? "" : "。") + text;
        }, "");
    }
    function turn(to: int): void {
        root.page = to;
        Nav.remember("page", to);
    }

    Component.onCompleted: root.page = Nav.recall("page", 0)

    Column {
        id: titles
        readonly property bool beside: root.metaBeside && root.meta !== "" && heading.implicitWidth + metaLine.whole + Theme.gap <= width
        x: Theme.margin
        y: root.titleTop
        width: root.inner - (root.coded ? root.codeRoom : 0)
        visible: root.title !== ""
        height: root.title !== "" ? implicitHeight : 0
        Item {
            width: parent.width
            implicitHeight: heading.height + (root.meta !== "" && !titles.beside ? metaLine.height : 0)
            Label {
                id: heading
                width: titles.beside ? implicitWidth : Theme.tidy(text, parent.width, font.pixelSize)
                kind: "h1"
                text: root.title
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            FactsLabel {
                id: metaLine
                x: titles.beside ? parent.width - width : 0
                y: titles.beside ? Math.round((heading.height - height) / 2) : heading.height
                width: titles.beside ? whole : facts.includes("　") ? parent.width : Theme.tidy(facts, parent.width, font.pixelSize)
                visible: root.meta !== ""
                facts: root.meta
            }
        }
        Chip {
            visible: root.warning !== ""
            state: "warn"
            icon: "alert-triangle"
            label: root.warning
            // The sentence is longer than a large-text line: then it stands as a notice instead.
            width: Math.min(implicitWidth, titles.width)
        }
    }
    QrPlate {
        id: plate
        x: root.width - Theme.margin - implicitWidth
        y: Theme.px(Theme.landscape ? 12 : 24)
        visible: root.coded
        // 36 mm: whole modules of three pixels at 21.5 inch.
        side: Theme.mm(36, 144)
        beside: Theme.landscape || Theme.step < 2
        code: root.code
    }
    Item {
        id: asideBox
        x: titles.x + titles.width - width
        y: Theme.px(4)
        width: root.asideWidth
        height: root.asideHeight
        visible: root.phase === "ready"
    }
    Item {
        id: headerBox
        x: Theme.margin
        y: root.below
        width: root.sided ? Theme.sideWidth : root.inner
        height: childrenRect.height
        opacity: root.phase === "ready" && root.headerFits ? 1 : 0
        enabled: opacity > 0
    }
    // Low-reach: what is left of the upper half holds the village's picture rather than nothing.
    Loader {
        readonly property real room: root.half - root.below - (root.hasHeader ? headerBox.childrenRect.height : 0) - Theme.px(24)
        y: root.half - height
        width: root.width
        height: Math.min(room, Theme.px(380))
        active: Theme.lowReach && !root.isHome && root.phase === "ready" && room >= Theme.px(170)
        sourceComponent: HomePicture {
            worded: false
            place: ""
            village: ""
            affairs: ""
        }
    }
    Item {
        id: lowLine
        y: root.half
        width: root.width
        height: Theme.lowReach ? lowWords.implicitHeight + Theme.px(16) : 0
        visible: Theme.lowReach && !root.isHome
        Rectangle {
            width: parent.width
            height: Theme.px(4)
            color: Theme.primary
        }
        Label {
            id: lowWords
            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            y: Theme.px(10)
            kind: "stripMeta"
            oneLine: true
            text: Words.press_below
            color: Theme.ink2
        }
    }
    Item {
        id: body
        x: root.isHome ? 0 : root.sided ? Theme.margin + Theme.sideWidth + Theme.gap : Theme.margin
        y: root.isHome ? 0 : root.contentTop
        width: root.isHome ? root.width : root.width - x - Theme.margin
        height: root.height - y - (root.isHome ? 0 : Theme.px(Theme.compact ? 12 : 16))
        visible: root.phase === "ready"
    }
    Column {
        id: waiting
        readonly property bool isWaiting: root.phase === "loading"
        x: Theme.margin
        y: root.contentTop
        width: root.inner
        spacing: Theme.gap
        visible: root.phase !== "ready" && !(isWaiting && !Nav.late)
        Label {
            width: parent.width
            kind: "body"
            text: waiting.isWaiting ? (root.slow ? Words.slow : Words.opening) : root.phase === "empty" ? Words.empty : Words.page_error
        }
        Repeater {
            model: waiting.isWaiting ? 4 : 0
            Rectangle {
                width: waiting.width
                height: Theme.target
                radius: Theme.radius
                color: Theme.sunk
            }
        }
    }
}
