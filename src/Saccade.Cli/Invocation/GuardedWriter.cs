using System.ComponentModel;
using System.Text;

namespace Saccade.Cli.Invocation;

/// <summary>A standard stream that passes failed writes to a handler; its callers need not handle them.</summary>
/// <param name="inner">The stream.</param>
/// <param name="failed">Receives the failure of a write; the caller gets what it throws.</param>
internal sealed class GuardedWriter(TextWriter inner, Action<Exception> failed) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            failed(e);
        }
    }
}
