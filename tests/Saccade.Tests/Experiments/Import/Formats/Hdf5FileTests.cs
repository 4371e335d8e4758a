using Saccade.Errors;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Tests.Experiments.Import.Formats;

public sealed class Hdf5FileTests
{
    private const int Header = 96, Messages = 24, Block = Header + 16 + 3 * Messages;

    [Fact]
    public void A_header_may_continue_in_other_blocks() => Assert.Empty(Hdf5File.Read(new(File((Block, 32), (Block + 32, 32)))));

    [Fact]
    public void Blocks_that_are_longer_together_than_the_file_overlap_and_are_refused()
    {
        SaccadeException error = Assert.Throws<SaccadeException>(
            () => Hdf5File.Read(new(File((Block, 64), (Block + 4, 60), (Block + 8, 56)))));
        Assert.Equal(ErrorKind.Damaged, error.Error.Kind);
        Assert.Contains("overlap", error.Error.Detail);
    }

    [Fact]
    public void A_block_that_lies_beyond_the_file_is_refused() => Assert.Equal(
        ErrorKind.Damaged, Assert.Throws<SaccadeException>(() => Hdf5File.Read(new(File((Block, 1 << 20))))).Error.Kind);

    /// <summary>A root object whose header continues in blocks.</summary>
    private static byte[] File(params (int Start, int Length)[] blocks)
    {
        byte[] file = new byte[Block + 64];
        "\u0089HDF\r\n\u001a\n".Select(character => (byte)character).ToArray().CopyTo(file, 0);
        (file[13], file[14], file[64], file[Header], file[Header + 8]) = (8, 8, Header, 1, 3 * Messages);
        for (int i = 0; i < blocks.Length; i++)
        {
            Span<byte> message = file.AsSpan(Header + 16 + i * Messages, Messages);
            (message[0], message[2]) = (0x10, 16);
            BitConverter.TryWriteBytes(message[8..], (long)blocks[i].Start);
            BitConverter.TryWriteBytes(message[16..], (long)blocks[i].Length);
        }
        return file;
    }
}
