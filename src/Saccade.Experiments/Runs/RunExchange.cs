using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>Gives the processes of a training what the one of rank 0 read from the run's folder.</summary>
internal static class RunExchange
{
    /// <summary>The text of the process with rank 0.</summary>
    public static string Text(IProcessGroup processes, string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text), length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        processes.Broadcast(length);
        byte[] received = processes.Rank == 0 ? content : new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        processes.Broadcast(received);
        return Encoding.UTF8.GetString(received);
    }

    /// <summary>The checkpoint of the process with rank 0.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="own">The checkpoint in that process; null in others.</param>
    public static TensorFile Checkpoint(IProcessGroup processes, TensorFile? own)
    {
        string names = Text(processes, JsonSerializer.Serialize(own?.Tensors.Select(tensor => tensor.Name)));
        string shapes = Text(processes, JsonSerializer.Serialize(own?.Tensors.Select(tensor => tensor.Shape)));
        string metadata = Text(processes, JsonSerializer.Serialize(own?.Metadata));
        List<NamedTensor> tensors = [];
        foreach ((int i, (string name, int[] shape)) in
            JsonSerializer.Deserialize<string[]>(names)!.Zip(JsonSerializer.Deserialize<int[][]>(shapes)!).Index())
        {
            float[] values = own?.Tensors[i].Values ?? new float[shape.Aggregate(1, (product, length) => product * length)];
            processes.Broadcast(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors.Add(new(name, shape, values));
        }
        return new(tensors, JsonSerializer.Deserialize<Dictionary<string, string>>(metadata)!);
    }
}
