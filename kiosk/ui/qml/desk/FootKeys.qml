pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 返回, the pages of a list and the keys of a form: in one line where they fit, else the pager or the
// main key stands above the others. The main key takes what is left of its line.
Item {
    id: foot

    required property var keys
    required property bool backs
    required property bool paged
    required property int page
    required property int pages
    // Upright there is room for large keys.
    readonly property real high: Theme.landscape ? Theme.target : Theme.key
    readonly property real gap: Theme.gapMin

    // A page may be left between a change and the arranging of it.
    property bool isLeft: false
    // Two of the things in a line stand for themselves, the others are places of `keys`.
    readonly property int back: -1
    readonly property int turns: -2

    signal turned(int to)
    signal acted(string code)
    signal wentBack

    function itemOf(what: int): Item {
        return what === back ? backKey : what === turns ? pager : repeater.itemAt(what);
    }
    function natural(what: int): real {
        const item = itemOf(what);
        return item ? item.implicitWidth : 0;
    }
    function wide(members: var): real {
        return members.reduce((sum, what) => sum + natural(what), gap * (members.length - 1));
    }
    function isMain(what: int): bool {
        return what >= 0 && keys[what].kind === "primary";
    }
    function broken(members: var, most: real): var {
        const lines = [];
        for (const what of members) {
            const last = lines[lines.length - 1];
            if (last && wide(last.concat([what])) <= most)
                last.push(what);
            else
                lines.push([what]);
        }
        return lines;
    }
    // As few lines as it takes, none of them much longer than the others.
    function wrapped(members: var): var {
        const least = broken(members, width).length;
        let most = wide(members) / least;
        while (broken(members, most).length > least)
            most += Theme.px(8);
        return broken(members, most);
    }
    function dealt(): var {
        const others = keys.map((key, i) => i);
        const lead = backs ? [back] : [];
        const all = lead.concat(paged ? [turns] : [], others);
        if (all.length === 0)
            return [];
        if (wide(all) <= width)
            return [all];
        // Upright the main key is as long as the line.
        const mains = others.filter(isMain);
        const upper = paged ? [turns] : Theme.landscape ? [] : mains.slice(0, 1);
        const rest = others.filter(i => !isMain(i)).concat(mains.filter(i => !upper.includes(i)));
        return (upper.length > 0 ? [upper] : []).concat(wrapped(lead.concat(rest)));
    }
    // Where everything stands, once all keys are there and their widths are known.
    function arrange(): void {
        if (isLeft || repeater.count !== keys.length)
            return;
        const lines = dealt();
        lines.forEach((members, row) => {
            const mine = members.filter(what => what >= 0);
            const growing = mine.some(isMain) ? mine.filter(isMain) : mine;
            const spare = Math.max(0, width - wide(members));
            // Upright the line is filled; on a wide glass a key as long as that would look like a field.
            const each = growing.length > 0 ? Math.min(spare / growing.length, Theme.landscape ? Theme.px(160) : spare) : 0;
            let x = 0;
            for (const what of members) {
                const item = itemOf(what);
                item.x = Math.round(x);
                item.y = row * (high + gap);
                item.width = Math.floor(natural(what) + (growing.includes(what) ? each : 0));
                x += item.width + gap;
            }
        });
        height = lines.length > 0 ? lines.length * high + (lines.length - 1) * gap : 0;
    }

    onKeysChanged: Qt.callLater(arrange)
    onBacksChanged: Qt.callLater(arrange)
    onPagedChanged: Qt.callLater(arrange)
    // Its number may be wider than that of the page before.
    onPageChanged: Qt.callLater(arrange)
    onPagesChanged: Qt.callLater(arrange)
    onWidthChanged: Qt.callLater(arrange)
    Component.onCompleted: arrange()
    Component.onDestruction: isLeft = true

    Key {
        id: backKey
        height: foot.high
        visible: foot.backs
        icon: "arrow-left"
        label: Words.back
        sidePad: Theme.px(Theme.compact ? 14 : 24)
        onActivated: foot.wentBack()
    }
    DeskPager {
        id: pager
        implicitWidth: turnsWidth
        height: foot.high
        visible: foot.paged
        page: foot.page
        pages: foot.pages
        onTurned: to => foot.turned(to)
    }
    Repeater {
        id: repeater
        model: foot.keys
        onItemAdded: Qt.callLater(foot.arrange)
        Key {
            required property var modelData
            height: foot.high
            sidePad: Theme.px(Theme.compact ? 14 : 24)
            label: modelData.label
            icon: modelData.icon
            kind: modelData.enabled ? modelData.kind : "plain"
            enabled: modelData.enabled
            onActivated: foot.acted(modelData.code)
        }
    }
}
