import type { MapPoints, MapView, Size } from './mapView'

// A point is 5 bytes on the card: where it lies, and its value in the table of colours. A value
// whose colour is clear is moved out of the picture.
const VERTEX = `#version 300 es
in vec2 place;
in uint value;
uniform vec2 scale;
uniform vec2 shift;
uniform float pointPx;
uniform float opacity;
uniform sampler2D colors;
out vec4 color;
void main() {
  vec4 found = texelFetch(colors, ivec2(int(value), 0), 0);
  gl_Position = found.a < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(place * scale + shift, 0.0, 1.0);
  gl_PointSize = pointPx;
  color = vec4(found.rgb, opacity);
}`

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 color;
uniform float edge;
out vec4 drawn;
void main() {
  float inside = 1.0 - smoothstep(1.0 - edge, 1.0, 2.0 * length(gl_PointCoord - 0.5));
  float alpha = color.a * inside;
  drawn = vec4(color.rgb * alpha, alpha);
}`

const UNIFORMS = ['scale', 'shift', 'pointPx', 'opacity', 'colors', 'edge'] as const
type Uniform = (typeof UNIFORMS)[number]

/** How to draw at this moment. */
export interface Picture {
  view: MapView
  size: Size
  /** Pixels of the screen for each of the page. */
  density: number
  pointPx: number
  /** Draw only every so-manieth point: enough to see where one moves to. */
  step?: number
}

/** A column of bytes may be read in strides of at most 255, a position in a quarter of that. */
const LONGEST_STEP = 63
/** Of those in full colour, so many are drawn while the map moves. */
const MOST_CHOSEN_MOVING = 120_000

/**
 * Draw points with WebGL 2.
 *
 * Own code instead of a library: those at hand make shaders' code with `Function`, which the
 * content policy of the page forbids, and they need extensions that phones lack.
 */
export class PointRenderer {
  private readonly gl: WebGL2RenderingContext
  private readonly uniforms: Record<Uniform, WebGLUniformLocation | null>
  private readonly positions: WebGLBuffer | null
  private readonly values: WebGLBuffer | null
  private readonly chosen: WebGLBuffer | null
  private readonly someChosen: WebGLBuffer | null
  private readonly table: WebGLTexture | null
  private readonly place: number
  private readonly value: number
  private step = 1
  private count = 0
  private chosenCount = 0
  private someCount = 0
  private spanX = 1
  private spanY = 1

  /** Return a renderer, or null where the browser has no WebGL 2. */
  static create(canvas: HTMLCanvasElement): PointRenderer | null {
    const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true })
    return gl ? new PointRenderer(gl) : null
  }

  private constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    const program = linkProgram(gl)
    // biome-ignore lint/correctness/useHookAtTopLevel: it is WebGL's, not React's
    gl.useProgram(program)
    const locate = (name: Uniform) => [name, gl.getUniformLocation(program, name)] as const
    this.uniforms = Object.fromEntries(UNIFORMS.map(locate)) as Record<Uniform, null>
    this.positions = gl.createBuffer()
    this.values = gl.createBuffer()
    this.chosen = gl.createBuffer()
    this.someChosen = gl.createBuffer()
    this.table = gl.createTexture()
    this.place = gl.getAttribLocation(program, 'place')
    this.value = gl.getAttribLocation(program, 'value')
    gl.enableVertexAttribArray(this.place)
    gl.enableVertexAttribArray(this.value)
    this.readEvery(1)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.bindTexture(gl.TEXTURE_2D, this.table)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  }

  setPoints({ count, positions, spanX, spanY }: MapPoints): void {
    const { gl } = this
    gl.bindBuffer(gl.ARRAY_BUFFER, this.positions)
    gl.bufferData(gl.ARRAY_BUFFER, positions, gl.STATIC_DRAW)
    this.count = count
    this.spanX = spanX
    this.spanY = spanY
  }

  setValues(values: Uint8Array<ArrayBuffer>): void {
    const { gl } = this
    gl.bindBuffer(gl.ARRAY_BUFFER, this.values)
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW)
  }

  /** Take the colours of the 256 values: red, green, blue, visible. */
  setColors(table: Uint8Array<ArrayBuffer>): void {
    const { gl } = this
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, table)
  }

  /** Take the rows to draw in full colour over the others; none: all are drawn so. */
  setChosen(rows: Uint32Array<ArrayBuffer>): void {
    const { gl } = this
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.chosen)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, rows, gl.DYNAMIC_DRAW)
    this.chosenCount = rows.length
    const some = everyNth(rows, Math.ceil(rows.length / MOST_CHOSEN_MOVING))
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.someChosen)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, some, gl.DYNAMIC_DRAW)
    this.someCount = some.length
  }

  /** Read the columns in strides of so many points. */
  private readEvery(step: number): void {
    const { gl } = this
    gl.bindBuffer(gl.ARRAY_BUFFER, this.positions)
    gl.vertexAttribPointer(this.place, 2, gl.UNSIGNED_SHORT, true, 4 * step, 0)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.values)
    gl.vertexAttribIPointer(this.value, 1, gl.UNSIGNED_BYTE, step, 0)
    this.step = step
  }

  draw({ view, size, density, pointPx, step = 1 }: Picture): void {
    const { gl, uniforms } = this
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    if (this.count === 0) return
    const wanted = Math.min(step, LONGEST_STEP)
    if (wanted !== this.step) this.readEvery(wanted)
    const perX = (2 * view.pxPerUnit) / size.width
    const perY = (2 * view.pxPerUnit) / size.height
    gl.uniform2f(uniforms.scale, this.spanX * perX, this.spanY * perY)
    gl.uniform2f(uniforms.shift, -view.x * perX, -view.y * perY)
    gl.uniform1f(uniforms.pointPx, pointPx * density)
    gl.uniform1f(uniforms.edge, Math.min(1, 2.5 / (pointPx * density)))
    gl.uniform1f(uniforms.opacity, this.chosenCount > 0 ? 0.16 : 0.85)
    gl.drawArrays(gl.POINTS, 0, Math.floor(this.count / this.step))
    if (this.chosenCount === 0) return
    if (this.step > 1) this.readEvery(1)
    gl.uniform1f(uniforms.opacity, 1)
    gl.uniform1f(uniforms.pointPx, (pointPx + 1) * density)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, wanted > 1 ? this.someChosen : this.chosen)
    const drawn = wanted > 1 ? this.someCount : this.chosenCount
    gl.drawElements(gl.POINTS, drawn, gl.UNSIGNED_INT, 0)
  }

  destroy(): void {
    const { gl } = this
    const buffers = [this.positions, this.values, this.chosen, this.someChosen]
    for (const buffer of buffers) gl.deleteBuffer(buffer)
    gl.deleteTexture(this.table)
  }
}

/** Return every n-th of some rows; all of them where n is 1. */
function everyNth(rows: Uint32Array<ArrayBuffer>, step: number): Uint32Array<ArrayBuffer> {
  if (step <= 1) return rows
  const some = new Uint32Array(Math.ceil(rows.length / step))
  for (let place = 0; place < some.length; place++) some[place] = rows[place * step] ?? 0
  return some
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind)
    if (!shader) continue // the context is lost: nothing is drawn until it comes back
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return program
}
