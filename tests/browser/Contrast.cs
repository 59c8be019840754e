namespace OpenPayments.Browser.Tests;

/// <summary>The contrast of every visible text with what lies under it, by WCAG 2.2: 4.5, or 3 for large texts.</summary>
internal static class Contrast
{
    /// <summary>JavaScript whose value is the list of texts that are hard to read.</summary>
    public const string Script = """
        () => {
          const parse = color => { const parts = color.match(/[\d.]+/g).map(Number); return parts.length > 3 ? parts : [...parts.slice(0, 3), 1]; };
          const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3]));
          const luminance = color => { const [r, g, b] = color.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = element => {
            if (element.closest('svg.tiles') && element.tagName === 'text') return parse(getComputedStyle(element.parentElement.querySelector('rect')).fill);
            for (let box = element; box; box = box.parentElement) { const color = parse(getComputedStyle(box).backgroundColor); if (color[3] > 0) return color; }
            return [255, 255, 255, 1];
          };
          const found = new Set();
          for (const element of document.querySelectorAll('body *')) {
            if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility() || element.closest('.unseen, title, desc')) continue;
            const style = getComputedStyle(element), isSvg = element instanceof SVGElement;
            const back = ground(element), text = over(parse(isSvg ? style.fill : style.color), back);
            const [high, low] = [luminance(text), luminance(back.slice(0, 3))].sort((a, b) => b - a), ratio = (high + 0.05) / (low + 0.05);
            const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            if (ratio < (isLarge ? 3 : 4.5)) found.add(`${ratio.toFixed(2)} ${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? element.parentElement.getAttribute('class')}: ${element.textContent.trim().slice(0, 40)}`);
          }
          return [...found];
        }
        """;
}
