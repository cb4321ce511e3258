/** Made by scripts/build.mjs: what stands in dist/assets, for the Worker to carry inside. */
declare module '#assets' {
  const files: readonly (readonly [name: string, base64: string])[]
  export default files
}
