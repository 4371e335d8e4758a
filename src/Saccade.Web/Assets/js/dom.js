/** The element of an id. */
export const the = id => document.getElementById(id);

/** Makes an element: properties, then children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const percents = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

/** A probability as people read it; certainty is left to what is certain. */
export const percent = p => p > 0.995 && p < 1 ? '>99%' : percents.format(p);
